// @nestjs/terminus as its documentation sets it up, without TypeScript: node main.js PORT DATABASE_URL
require("reflect-metadata");
const { Controller, Get, Module } = require("@nestjs/common");
const { NestFactory } = require("@nestjs/core");
const { HealthCheck, HealthCheckService, TerminusModule, TypeOrmHealthIndicator } = require("@nestjs/terminus");
const { TypeOrmModule } = require("@nestjs/typeorm");

const [port, url] = process.argv.slice(2);

class HealthController {
  constructor(health, database) {
    this.health = health;
    this.database = database;
  }
  check() {
    return this.health.check([() => this.database.pingCheck("database")]);
  }
}
Reflect.defineMetadata("design:paramtypes", [HealthCheckService, TypeOrmHealthIndicator], HealthController);
const described = Object.getOwnPropertyDescriptor(HealthController.prototype, "check");
Get("ready")(HealthController.prototype, "check", described);
HealthCheck()(HealthController.prototype, "check", described);
Controller("health")(HealthController);

class AppModule {}
Module({
  imports: [TerminusModule, TypeOrmModule.forRoot({ type: "postgres", url })],
  controllers: [HealthController],
})(AppModule);

NestFactory.create(AppModule, { logger: false }).then((app) => app.listen(Number(port), "127.0.0.1"));
