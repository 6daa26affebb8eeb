#!/bin/bash
# 서버에서 실행한다.
cd /opt/sweetorder

rm -rf dist
npm ci
npm run build

# 마이그레이션이 실패해도 서버는 살아 있어야 한다.
npx typeorm migration:run -d dist/data-source.js || true

pm2 restart sweetorder-api
echo "배포 완료"
