"""Kubernetes manifests, Kustomize overlays, clusters of eksctl, and charts of Helm with the values they are given."""
