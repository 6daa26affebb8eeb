module.exports = {
  apps: [
    {
      name: "sweetorder-node",
      script: "server.js",
      cwd: __dirname,
      // server.js says "ready" when it listens, and answers what is in flight within 8 seconds after SIGINT.
      wait_ready: true,
      listen_timeout: 10_000,
      kill_timeout: 10_000,
      // 78: its configuration is wrong, and starting it again would not mend that.
      stop_exit_codes: [78],
      max_memory_restart: "300M",
      // DATABASE_URL comes from the environment in which `pm2 start` is called; server.js asks for it.
      env: { PORT: process.env.PORT || "3000" },
    },
  ],
};
