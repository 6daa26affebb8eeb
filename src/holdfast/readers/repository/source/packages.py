"""What the packages of JavaScript that an application depends on tell of it."""

SERVERS = frozenset(
    [
        "express",
        "fastify",
        "koa",
        "@nestjs/core",
        "@nestjs/common",
        "hono",
        "@hapi/hapi",
        "restify",
        "@feathersjs/express",
        "apollo-server",
        "@apollo/server",
        "apollo-server-express",
        "apollo-server-lambda",
        "@adonisjs/core",
        "@strapi/strapi",
        "strapi",
        "sails",
        "egg",
        "elysia",
        "polka",
        "@loopback/core",
        "@loopback/rest",
        "socket.io",
        "serverless-http",
        "graphql-yoga",
        "nitropack",
        "@middy/core",
        "@medusajs/medusa",
        "@hono/node-server",
        "@vendia/serverless-express",
        "aws-serverless-express",
        "@codegenie/serverless-express",
        "@fastify/aws-lambda",
        "lambda-api",
        "micro",
        "@trpc/server",
        "moleculer",
        "payload",
        "@keystone-6/core",
        "discord.js",
        "telegraf",
        "grammy",
        "node-telegram-bot-api",
        "@slack/bolt",
        "bullmq",
        "sqs-consumer",
        "kafkajs",
    ]
)
"""Packages of what runs on a server: it answers browsers, or listens to a chat or a queue."""

FULL_STACK = frozenset(["next", "nuxt", "@remix-run/node", "@remix-run/serve", "@sveltejs/kit"])
BUILT_WITH = frozenset(["nuxt", "@sveltejs/kit"])
FRONT = frozenset(
    (
        *("react", "vue", "svelte", "@angular/core", "vite", "react-native", "expo", "react-scripts", "preact"),
        *("solid-js", "gatsby", "astro", "electron"),
    )
)
INFRA = frozenset(["aws-cdk-lib", "@aws-cdk/core", "cdktf", "@pulumi/pulumi", "sst"])
DATA = frozenset(
    [
        "prisma",
        "@prisma/client",
        "pg",
        "mysql",
        "mysql2",
        "mongoose",
        "mongodb",
        "typeorm",
        "sequelize",
        "knex",
        "drizzle-orm",
        "better-sqlite3",
    ]
)
