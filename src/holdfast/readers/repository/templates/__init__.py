"""Reads CloudFormation and SAM templates, synthesized CDK output, serverless files and Beanstalk options.

Its reader is that of `document`: shell takes words of the modules beside it, and `document` reads shell.
"""
