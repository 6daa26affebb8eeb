"""Ansible's playbooks, roles and inventories, read as the shell that their tasks come to on the hosts."""
