import { NestFactory } from "@nestjs/core";
import { AppModule } from "./app.module";
import { loadSecrets } from "./config/load-secrets";

async function bootstrap() {
  await loadSecrets();

  const app = await NestFactory.create(AppModule);
  app.setGlobalPrefix("v1");
  app.enableCors({
    origin: [
      "https://www.sweetorders.com",
      "https://seller.sweetorders.com",
      "https://admin.sweetorders.com",
      "https://staging.sweetorders.com",
      "https://seller-staging.sweetorders.com",
      "https://admin-staging.sweetorders.com",
    ],
    credentials: true,
  });

  // 로드 밸런서와 배포 확인용
  const server = app.getHttpAdapter().getInstance();
  server.get("/health", (_req: unknown, res: any) => {
    res.status(200).send("OK");
  });

  await app.listen(process.env.PORT ?? 3000);
}

void bootstrap();
