#!/bin/bash
set -e
# 직전 빌드로 되돌린다.
cd /opt/sweetorder
rm -rf dist
mv dist.previous dist
pm2 restart sweetorder-api
