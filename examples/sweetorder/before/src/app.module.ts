import { Module } from "@nestjs/common";
import { TypeOrmModule } from "@nestjs/typeorm";
import { OrdersController } from "./orders/orders.controller";
import { UploadsController } from "./uploads/uploads.controller";

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: "postgres",
      url: process.env.DATABASE_URL,
      autoLoadEntities: true,
    }),
  ],
  controllers: [OrdersController, UploadsController],
})
export class AppModule {}
