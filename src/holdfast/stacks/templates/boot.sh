# The first boot of a host of Holdfast: packages, the host bundle, services; then it says that it is ready, or why not.
set -Eeuo pipefail
umask 022
exec > >(tee -a /var/log/holdfast-boot.log | logger -t holdfast-boot) 2>&1
export AWS_DEFAULT_REGION=$REGION AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=8 HOME=/root

metadata() {
    local token
    token=$(curl -sSf -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' --retry 5 http://169.254.169.254/latest/api/token)
    curl -sSf -H "X-aws-ec2-metadata-token: $token" --retry 5 "http://169.254.169.254/latest/meta-data/$1"
}
INSTANCE=$(metadata instance-id)

# Both the group and CloudFormation wait for the host's own word; outside a deployment the second hears nobody.
say() {
    aws autoscaling complete-lifecycle-action --auto-scaling-group-name "$NAME" --lifecycle-hook-name ready \
        --instance-id "$INSTANCE" --lifecycle-action-result "$1" || true
    aws cloudformation signal-resource --stack-name "$NAME" --logical-resource-id Group --unique-id "$INSTANCE" \
        --status "$2" > /dev/null 2>&1 || true
}
trap 'echo "failed at line $LINENO: $BASH_COMMAND"; say ABANDON FAILURE' ERR

again() {
    local try
    for try in 1 2 3 4 5; do
        if "$@"; then return 0; fi
        sleep $((try * 5))
    done
    "$@"
}

echo 'packages'
# shellcheck disable=SC2086  # words
again dnf install -y -q $PACKAGES
again dnf install -y -q "https://aws-codedeploy-$REGION.s3.$REGION.amazonaws.com/latest/codedeploy-agent.noarch.rpm"
systemctl stop codedeploy-agent || true
if [ -x "/usr/bin/node-$NODE" ]; then alternatives --set node "/usr/bin/node-$NODE"; fi

echo 'the host bundle'
mkdir -p /opt/holdfast/bundle /etc/holdfast /var/lib/holdfast
again aws s3 cp --only-show-errors "s3://$BUCKET/$KEY" /opt/holdfast/bundle.tgz
echo "$DIGEST  /opt/holdfast/bundle.tgz" | sha256sum --check --quiet
tar -xzf /opt/holdfast/bundle.tgz -C /opt/holdfast/bundle --no-same-owner
python3.11 -m venv /opt/holdfast/venv
/opt/holdfast/venv/bin/pip install --quiet --no-index --find-links /opt/holdfast/bundle/wheels 'holdfast[host,backup]'
ln -sf /opt/holdfast/venv/bin/holdfast /usr/local/bin/holdfast
# PATH of services and of CodeDeploy's hooks begins elsewhere.
ln -sf /opt/holdfast/venv/bin/holdfast /usr/bin/holdfast
#if wal
# Base backups: Amazon Linux has no package of barman.
/opt/holdfast/venv/bin/pip install --quiet --no-index --no-deps /opt/holdfast/bundle/wheels/{barman,psycopg2_binary}-*.whl
for command in backup restore wal-restore; do
    ln -sf "/opt/holdfast/venv/bin/barman-cloud-$command" /usr/local/bin/
done
#end
id "$PRODUCT" > /dev/null 2>&1 || useradd --system --home-dir "/opt/$PRODUCT" --create-home --shell /sbin/nologin "$PRODUCT"
chmod 755 "/opt/$PRODUCT"
cp -a /opt/holdfast/bundle/root/. /

# Variables that are not secret. The database's password is fetched at each start, by whoever starts.
{
    echo "AWS_REGION=$REGION"
    echo "HOLDFAST_ENVIRONMENT=$ENVIRONMENT"
} > "/etc/holdfast/$NAME.env"
#if rds

echo 'the database'
# Every language's own store lacks the authority of RDS.
again curl -sSf -o /etc/holdfast/rds.pem https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem
cat >> "/etc/holdfast/$NAME.env" << END
HOLDFAST_DATABASE_SECRET=$DATABASE_SECRET
HOLDFAST_DATABASE=$DATABASE?sslmode=verify-full&sslrootcert=/etc/holdfast/rds.pem
END
# RDS exchanges the password by itself. Whoever has the old one cannot connect anew: the application starts again.
cat > /opt/holdfast/rotation << END
#!/bin/bash
set -euo pipefail
export AWS_DEFAULT_REGION=$REGION
seen=/var/lib/holdfast/password-rotated
now=\$(aws secretsmanager describe-secret --secret-id '$DATABASE_SECRET' --query LastRotatedDate --output text)
if [ -s "\$seen" ] && [ "\$(cat "\$seen")" != "\$now" ]; then
    sleep \$((RANDOM % 20))
    logger -t holdfast-rotation 'the password of the database is another: the application starts again'
    systemctl restart holdfast-agent
#if pm2
    runuser -u '$PRODUCT' -- env PM2_HOME=/opt/$PRODUCT/.pm2 pm2 restart all
#end
#if systemd
    systemctl restart '$NAME*.service'
#end
fi
echo "\$now" > "\$seen"
END
chmod 755 /opt/holdfast/rotation
cat > /etc/systemd/system/holdfast-rotation.service << END
[Unit]
Description=Starts the application again when RDS has exchanged its password
[Service]
Type=oneshot
ExecStart=/opt/holdfast/rotation
END
cat > /etc/systemd/system/holdfast-rotation.timer << END
[Unit]
Description=Looks each minute whether RDS has exchanged the password
[Timer]
OnBootSec=60
OnUnitActiveSec=60
AccuracySec=1
[Install]
WantedBy=timers.target
END
#end
#if pm2

echo 'PM2'
rm -rf /opt/pm2 && cp -a /opt/holdfast/bundle/pm2 /opt/pm2
chmod 755 /opt/pm2/bin/pm2 && ln -sf /opt/pm2/bin/pm2 /usr/bin/pm2
install -d -m 700 -o "$PRODUCT" -g "$PRODUCT" "/opt/$PRODUCT/.pm2"
echo "PM2_HOME=/opt/$PRODUCT/.pm2" >> "/etc/holdfast/$NAME.env"
cat > "/etc/systemd/system/pm2-$PRODUCT.service" << END
[Unit]
Description=PM2 of $PRODUCT: brings the application back after a boot
After=network-online.target
Wants=network-online.target
[Service]
Type=forking
User=$PRODUCT
LimitNOFILE=65536
EnvironmentFile=-/etc/holdfast/$NAME.env
PIDFile=/opt/$PRODUCT/.pm2/pm2.pid
ExecStart=/usr/bin/pm2 resurrect
ExecStop=/usr/bin/pm2 kill
Restart=on-failure
[Install]
WantedBy=multi-user.target
END
#end
#if disk

echo 'the data disk'
# Its last host may be ending still.
again aws ec2 wait volume-available --volume-ids "$DISK"
again aws ec2 attach-volume --volume-id "$DISK" --instance-id "$INSTANCE" --device /dev/sdf
DEVICE="/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${DISK/-/}"
for _ in $(seq 60); do [ -e "$DEVICE" ] && break; sleep 2; done
# Only a disk on which there is nothing at all is formatted.
blkid "$DEVICE" > /dev/null || mkfs.xfs -q "$DEVICE"
mkdir -p /var/lib/pgsql
mount -o noatime "$DEVICE" /var/lib/pgsql
echo "$DEVICE /var/lib/pgsql xfs noatime,nofail 0 2" >> /etc/fstab
chown postgres:postgres /var/lib/pgsql && chmod 700 /var/lib/pgsql
[ -s /var/lib/pgsql/data/PG_VERSION ] || postgresql-setup --initdb
install -d -m 700 -o postgres -g postgres /var/lib/holdfast/backup /var/lib/pgsql/data/conf.d
# Connections come over the socket from users of this host; no password exists.
cat > /var/lib/pgsql/data/pg_ident.conf << END
host root $DATABASE_NAME
host $PRODUCT $DATABASE_NAME
host postgres postgres
host postgres $DATABASE_NAME
END
cat > /var/lib/pgsql/data/pg_hba.conf << END
local all all peer map=host
local replication postgres peer map=host
END
grep -q "^include_dir = 'conf.d'" /var/lib/pgsql/data/postgresql.conf || \
    echo "include_dir = 'conf.d'" >> /var/lib/pgsql/data/postgresql.conf
cat > /var/lib/pgsql/data/conf.d/host.conf << END
listen_addresses = ''
unix_socket_directories = '/run/postgresql'
shared_preload_libraries = 'pg_stat_statements'
END
#if wal
holdfast render postgresql-archive /etc/holdfast --environment "$ENVIRONMENT" > /tmp/archive.conf
install -m 600 -o postgres -g postgres /tmp/archive.conf /var/lib/pgsql/data/conf.d/archive.conf
#end
chown -R postgres:postgres /var/lib/pgsql/data/conf.d
systemctl enable --now postgresql
# psql's own words keep names from becoming statements.
sudo -u postgres psql -qAt -v role="$DATABASE_NAME" << 'END'
SELECT format('CREATE ROLE %I LOGIN', :'role') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
SELECT format('CREATE DATABASE %I OWNER %I', :'role', :'role')
    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'role') \gexec
END
sudo -u postgres psql -qAt -d "$DATABASE_NAME" -c 'CREATE EXTENSION IF NOT EXISTS pg_stat_statements'
#if wal
# What a base backup calls; the role is the application's, which owns its tables and no more than this of the server.
sudo -u postgres psql -qAt -d "$DATABASE_NAME" -v role="$DATABASE_NAME" << 'END'
GRANT pg_read_all_settings, pg_read_all_stats TO :"role";
GRANT EXECUTE ON FUNCTION pg_backup_start(text, boolean), pg_backup_stop(boolean), pg_switch_wal(),
    pg_create_restore_point(text) TO :"role";
END
#end
echo "$URL_VARIABLE=postgresql:///$DATABASE_NAME?host=/run/postgresql&user=$DATABASE_NAME" >> "/etc/holdfast/$NAME.env"
#end

echo 'services'
# The distribution's own site would answer the load balancer in ours' place.
cat > /etc/nginx/nginx.conf << 'END'
user nginx;
worker_processes auto;
worker_rlimit_nofile 65536;
error_log /var/log/nginx/error.log notice;
pid /run/nginx.pid;
events { worker_connections 8192; }
http {
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    server_tokens off;
    sendfile on;
    keepalive_timeout 75;
    # Addresses of clients, as the load balancer tells them.
    set_real_ip_from 10.0.0.0/8;
    set_real_ip_from 172.16.0.0/12;
    set_real_ip_from 192.168.0.0/16;
    real_ip_header X-Forwarded-For;
    include /etc/nginx/conf.d/*.conf;
}
END
nginx -t -q
systemctl daemon-reload
systemctl enable --now nginx
/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s \
    -c file:/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.json
systemctl enable amazon-cloudwatch-agent
systemctl enable --now holdfast-agent
for unit in /etc/systemd/system/holdfast-*.timer; do
    if [ -e "$unit" ]; then systemctl enable --now "$(basename "$unit")"; fi
done
for unit in /etc/systemd/system/holdfast-*wal*.service; do
    if [ -e "$unit" ]; then systemctl enable --now "$(basename "$unit")"; fi
done
#if pm2
systemctl enable "pm2-$PRODUCT"
#end
systemctl enable --now codedeploy-agent

# Before the first release there is nothing that could be ready: then the host's own parts must answer.
RELEASED=$(aws codedeploy get-deployment-group --application-name "$NAME" --deployment-group-name "$NAME" \
    --query 'deploymentGroupInfo.lastSuccessfulDeployment.deploymentId' --output text 2> /dev/null || echo None)
if [ "$RELEASED" = None ]; then ASKED="http://127.0.0.1:$AGENT_PORT/health/live"; else ASKED=http://127.0.0.1/health/ready; fi
echo "waiting for $ASKED"
for _ in $(seq $((MINUTES * 20))); do
    CODE=$(curl -s -o /dev/null -m 2 -w '%{http_code}' "$ASKED" || true)
    if [ "$CODE" = 200 ] || { [ "$RELEASED" = None ] && [ "$CODE" != 000 ]; }; then
        echo 'ready'
        say CONTINUE SUCCESS
        exit 0
    fi
    sleep 3
done
echo "not ready after $MINUTES minutes: the last answer was $CODE"
say ABANDON FAILURE
exit 1
