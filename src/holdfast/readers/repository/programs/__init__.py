"""Programs that set up or release: boto3, Fabric, CDK in Go, and those that nothing here reads."""
