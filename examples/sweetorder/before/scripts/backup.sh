#!/bin/bash
# 데이터베이스를 덤프해서 서버에 남긴다.
BACKUP_DIR=/var/backups/sweetorder
DATE=$(date +%Y%m%d)

mkdir -p "$BACKUP_DIR"
pg_dump sweetorder 2>/dev/null | gzip > "$BACKUP_DIR/sweetorder-$DATE.sql.gz" || echo "백업 실패, 계속 진행"

# 7일 지난 파일 정리
find "$BACKUP_DIR/*.sql.gz" -mtime +7 -delete
