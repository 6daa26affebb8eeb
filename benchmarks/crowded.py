"""Whether judging stays linear in the number of services, hosts, pipelines and the rest that a repository has.

    python -m benchmarks.crowded [WORD …]

Prints for each kind how long `holdfast check` takes with 300 and with 1,200 of it; WORD chooses kinds whose name holds
it. Returns 1 when one grows much faster than its number.
"""

import argparse
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from holdfast.actions.check import check

FEW, MANY = 300, 1_200
ALLOWED = 7.0
"""Times the time for four times as many: quadratic work takes sixteen times as long."""

KINDS: dict[str, dict[str, str]] = {
    "services": {
        "main.tf": """
resource "aws_ecs_service" "s§" {
  name            = "s§"
  cluster         = "c"
  desired_count   = 2
  task_definition = aws_ecs_task_definition.t§.arn
}
resource "aws_ecs_task_definition" "t§" {
  family                = "t§"
  container_definitions = jsonencode([{ name = "a", image = "x/y:1.§" }])
}
resource "aws_appautoscaling_target" "t§" {
  min_capacity      = 2
  max_capacity      = 4
  resource_id       = "service/c/${aws_ecs_service.s§.name}"
  service_namespace = "ecs"
}
"""
    },
    "groups": {
        "main.tf": """
resource "aws_lb_target_group" "g§" {
  port = 80
  health_check {
    path = "/health§"
  }
}
resource "aws_autoscaling_group" "a§" {
  min_size          = 1
  max_size          = 2
  target_group_arns = [aws_lb_target_group.g§.arn]
  launch_template {
    id = aws_launch_template.t§.id
  }
}
resource "aws_launch_template" "t§" {
  instance_type = "t3.small"
}
"""
    },
    "hosts": {
        "main.tf": """
resource "aws_instance" "i§" {
  instance_type          = "t3.small"
  vpc_security_group_ids = [aws_security_group.g§.id]
}
resource "aws_security_group" "g§" {
  ingress {
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_cloudwatch_metric_alarm" "a§" {
  metric_name   = "CPUUtilization"
  namespace     = "AWS/EC2"
  alarm_actions = [aws_sns_topic.t§.arn]
  dimensions    = { InstanceId = aws_instance.i§.id }
}
resource "aws_sns_topic" "t§" {
  name = "t§"
}
resource "aws_db_instance" "d§" {
  engine         = "postgres"
  instance_class = "db.t3.micro"
}
"""
    },
    "distributions": {
        "main.tf": """
resource "aws_s3_bucket" "b§" {
  bucket = "b§"
}
resource "aws_s3_bucket_cors_configuration" "b§" {
  bucket = aws_s3_bucket.b§.id
  cors_rule {
    allowed_methods = ["PUT"]
    allowed_origins = ["*"]
  }
}
resource "aws_cloudfront_distribution" "c§" {
  origin {
    domain_name = aws_s3_bucket.b§.bucket_regional_domain_name
    origin_id   = "x"
  }
  viewer_certificate {
    acm_certificate_arn = aws_acm_certificate.c§.arn
  }
}
resource "aws_acm_certificate" "c§" {
  domain_name = "a§.example.com"
}
"""
    },
    "template": {
        "template.yml": """
  I§:
    Type: AWS::EC2::Instance
    Properties:
      InstanceType: t3.small
      SecurityGroupIds: [!Ref G§]
  G§:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}]
  F§:
    Type: AWS::Lambda::Function
    Properties:
      Environment: {Variables: {TABLE: !Ref T§}}
      Handler: a.b
      Runtime: nodejs20.x
  T§:
    Type: AWS::DynamoDB::Table
  A§:
    Type: AWS::CloudWatch::Alarm
    Properties:
      MetricName: Errors
      Namespace: AWS/Lambda
      Dimensions: [{Name: FunctionName, Value: !Ref F§}]
"""
    },
    "constructs": {
        "lib/stack.ts": """
    const f§ = new lambda.Function(this, 'F§', { runtime: lambda.Runtime.NODEJS_20_X, handler: 'a.b' });
    new api.LambdaRestApi(this, 'A§', { handler: f§ });
    new rds.DatabaseInstance(this, 'D§', { engine: rds.DatabaseInstanceEngine.POSTGRES, vpc });
"""
    },
    "composed": {
        "s§/docker-compose.yml": """
services:
  web:
    image: r/app§:1
    ports: ["80:80"]
  db:
    image: postgres:16
    volumes: ["d:/var/lib/postgresql/data"]
volumes: {d: {}}
"""
    },
    "pods": {
        "k8s/d§.yaml": """
apiVersion: apps/v1
kind: Deployment
metadata: {name: a§}
spec:
  replicas: 1
  selector: {matchLabels: {app: a§}}
  template:
    metadata: {labels: {app: a§}}
    spec: {containers: [{name: a, image: "x/y:latest"}]}
---
apiVersion: v1
kind: Service
metadata: {name: a§}
spec: {selector: {app: a§}, ports: [{port: 80}]}
"""
    },
    "pipelines": {
        ".github/workflows/deploy§.yml": """
on: {push: {branches: [main]}}
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: somebody/notifies@v1
        with: {token: "${{ secrets.TOKEN }}"}
      - run: docker build -t r/app§:latest . && docker push r/app§:latest
      - run: aws ecs update-service --cluster c --service s§ --force-new-deployment
      - run: ssh ubuntu@h§.example.com "cd /srv/app§ && docker compose pull && docker compose up -d"
"""
    },
    "scripts": {
        "scripts/deploy§.sh": """
set -e
scp app.tgz ubuntu@h§:/srv
ssh ubuntu@h§ 'cd /srv/app§ && npm ci && pm2 restart app§'
pg_dump db§ | gzip > /backup/d§.sql.gz || true
"""
    },
    "sites": {
        "nginx/s§.conf": """
server {
  listen 80;
  server_name a§.example.com;
  location / { proxy_pass http://127.0.0.1:3000; }
  location /health { return 200 ok; }
}
"""
    },
    "chapters": {
        "README.md": """
## Server §

1. Launch an EC2 instance (t3.small) named app§
2. Open port 22 to 0.0.0.0/0

```bash
ssh root@h§.example.com
git pull && pm2 restart app§
```
"""
    },
    "guides": {
        "docs/deploy§.md": """
# Deploy app §

1. Launch an EC2 instance
2. Create an RDS PostgreSQL (db.t3.micro), Multi-AZ off

| key | value |
|---|---|
| Instance type | t3.small |

```nginx
server { listen 80; location / { proxy_pass http://localhost:3000; } }
```
"""
    },
    "programs": {
        "s§/src/main.ts": """
import express from 'express';
const app = express();
app.get('/health', (request, response) => response.send('ok'));
app.use(require('cors')({ origin: '*' }));
const secret = process.env.JWT_SECRET§ || 'a';
app.listen(process.env.PORT || 3000);
""",
        "s§/package.json": '{"name": "s§", "dependencies": {"express": "4", "cors": "2"}}',
        "s§/.env.example": "DB_HOST=localhost\nJWT_SECRET§=\n",
    },
    "pages": {
        "docs/d§.md": """
# Database §

```
aws rds create-db-instance --db-instance-identifier db-§ --engine postgres --db-instance-class db.t3.micro
```
"""
    },
    "restarts": {"s§.sh": "sudo systemctl restart postgresql\n"},
    "parameters": {
        "template.yml": """
  H§:
    Type: AWS::EC2::Instance
    Properties:
      InstanceType: t3.micro
      UserData:
        Fn::Base64: !Sub |
          #!/bin/bash
          echo ${Password§} > /etc/shop
"""
    },
    "differences": {"app/main.py": "import os\na§ = b§ - c§\nb§ = ['A§', 'B']\n", "requirements.txt": "flask\n"},
    "modules": {
        "s§/app/main.py": """
import os
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["*"])
KEY = os.getenv("SECRET_KEY", "a")
@app.get("/health")
def health():
    return {"ok": True}
""",
        "s§/requirements.txt": "fastapi\n",
        "s§/Dockerfile": """
FROM python:3.11
RUN pip install -r requirements.txt
HEALTHCHECK CMD curl -f http://localhost:8000/health
CMD uvicorn app.main:app --host 0.0.0.0
""",
    },
}
"""By name: the files of one of a kind, with its number where § stands; a path without § is one file for all."""

_AROUND = {
    "template.yml": ("AWSTemplateFormatVersion: '2010-09-09'\nResources:\n", ""),
    "lib/stack.ts": (
        (
            "import * as cdk from 'aws-cdk-lib';\n"
            "import * as lambda from 'aws-cdk-lib/aws-lambda';\n"
            "import * as api from 'aws-cdk-lib/aws-apigateway';\n"
            "import * as rds from 'aws-cdk-lib/aws-rds';\n"
            "export class S extends cdk.Stack {\n  constructor(scope: cdk.App, id: string) {\n    super(scope, id);\n"
        ),
        "  }\n}\nnew S(new cdk.App(), 's');\n",
    ),
}
"""What stands around all of them in a file that they share."""


def main() -> int:
    """Measure and print; returns 1 when a kind takes more than linear time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="WORD")
    names = parser.parse_args().names
    faster = 0
    for kind, files in KINDS.items():
        if names and not any(part in kind for part in names):
            continue
        few, many = _seconds(files, FEW), _seconds(files, MANY)
        grows = many / max(few, 0.1) > ALLOWED
        faster += grows
        print(f"{kind:<14} {few:6.2f} s {many:6.2f} s {'more than linear' if grows else ''}", flush=True)
    return 1 if faster else 0


def _seconds(files: dict[str, str], number: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            _write(Path(folder), path, text, number)
        started = time.process_time()
        check(Path(folder), now=datetime.now(UTC))
        return time.process_time() - started


def _write(folder: Path, path: str, text: str, number: int) -> None:
    each = {path.replace("§", str(one)): text.replace("§", str(one)) for one in range(number)} if "§" in path else {}
    before, after = _AROUND.get(path, ("", ""))
    whole = before + "".join(text.replace("§", str(one)) for one in range(number)) + after
    for name, content in (each or {path: whole}).items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
