module.exports = {
  apps: [
    {
      name: "sweetorder-api",
      script: "dist/main.js",
      instances: 1,
      env: { NODE_ENV: "production" },
    },
  ],
};
