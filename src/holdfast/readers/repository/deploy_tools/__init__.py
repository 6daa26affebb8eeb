"""Files of tools that put out releases: CodeDeploy, Deployer, Envoy, Packer, cloud-init."""
