import { Controller, Get, Query } from "@nestjs/common";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

@Controller("uploads")
export class UploadsController {
  private readonly s3 = new S3Client({ region: "ap-northeast-1" });

  @Get("url")
  async url(@Query("name") name: string) {
    const command = new PutObjectCommand({ Bucket: "sweetorder-uploads", Key: `cakes/${name}` });
    return { url: await getSignedUrl(this.s3, command, { expiresIn: 300 }) };
  }
}
