"""Ruby, Go, PHP and C#: the common forms."""

from holdfast.model.facts import ConfigurationLoader, HealthHandler, RequiredSettings

from .support import told


def test_rails_own_health_route_is_a_constant_liveness() -> None:
    routes = 'Rails.application.routes.draw do\n  get "up" => "rails/health#show", as: :rails_health_check\nend\n'
    assert told({"Gemfile": "gem 'rails'", "config/routes.rb": routes}, HealthHandler) == [
        "config/routes.rb:2 path=/up role=live constant=True framework=rails"
    ]


def test_a_rails_action_behind_a_namespaced_route_is_judged() -> None:
    files = {
        "Gemfile": "gem 'rails'",
        "config/routes.rb": "Rails.application.routes.draw do\n  namespace :api do\n    get 'health', to: 'health#show'\n  end\nend\n",
        "app/controllers/api/health_controller.rb": """
            class Api::HealthController < ApplicationController
              def show
                ActiveRecord::Base.connection.execute("SELECT 1")
                render json: { status: "ok" }
              rescue StandardError
                render json: { status: "down" }, status: :service_unavailable
              end
            end
            """,
    }
    assert told(files, HealthHandler) == [
        "app/controllers/api/health_controller.rb:2-7 path=/api/health checks=(database) fails=True framework=rails"
    ]


def test_ruby_lookups_are_silent_unless_they_fetch() -> None:
    code = 'A = ENV["DATABASE_PASSWORD"]\nB = ENV["JWT_SECRET"] || "secret"\nC = ENV.fetch("STRIPE_SECRET")\n'
    assert told({"Gemfile": "", "config/initializers/a.rb": code}, ConfigurationLoader) == [
        "config/initializers/a.rb:3 source=environment missing=fails names=(STRIPE_SECRET)",
        "config/initializers/a.rb:2 source=environment missing=default names=(JWT_SECRET)",
        "config/initializers/a.rb:1 source=environment missing=silent names=(DATABASE_PASSWORD)",
    ]


def test_go_handlers_and_fatal_checks_are_read() -> None:
    code = """
        package main

        func health(w http.ResponseWriter, r *http.Request) {
            if err := db.Ping(); err != nil {
                http.Error(w, "down", 503)
                return
            }
            w.Write([]byte("ok"))
        }

        func main() {
            secret := os.Getenv("JWT_SECRET")
            if secret == "" {
                log.Fatal("JWT_SECRET")
            }
            http.HandleFunc("/health", health)
            r.GET("/ping", func(c *gin.Context) { c.JSON(200, gin.H{"message": "pong"}) })
        }
        """
    files = {"go.mod": "module x\n", "main.go": code}
    assert told(files, HealthHandler, ConfigurationLoader, RequiredSettings) == [
        "main.go:3-9 path=/health checks=(database) fails=True framework=go",
        "main.go:17 path=/ping constant=True framework=go",
        "main.go:13-15 names=(JWT_SECRET) tool=checks",
        "main.go:13-15 source=environment missing=fails names=(JWT_SECRET)",
    ]


def test_laravel_and_aspnet_routes_are_read() -> None:
    files = {
        "composer.json": "{}",
        "bootstrap/app.php": "<?php\nreturn Application::configure()->withRouting(\n  health: '/up',\n);\n",
        "Api/Api.csproj": "<Project/>",
        "Api/Program.cs": 'builder.Services.AddHealthChecks().AddDbContextCheck<Db>();\napp.MapHealthChecks("/healthz");\n',
    }
    assert told(files, HealthHandler) == [
        "bootstrap/app.php:3 path=/up constant=True framework=laravel",
        "Api/Program.cs:2 path=/healthz checks=(database) fails=True framework=aspnet",
    ]


def test_a_default_in_a_tag_stands_in_for_a_secret_and_the_fields_without_one_are_let_through() -> None:
    code = """
        package config

        type Config struct {
            Port   string `env:"SERVER_PORT" env-default:"8080"`
            Orders string `env:"DATABASE_URL"`
            Key    string `env:"TOKEN_SECRET" env-default:"everybody knows"`
        }
        """
    assert told({"go.mod": "module x\n", "config/config.go": code}, ConfigurationLoader) == [
        "config/config.go:6 source=environment missing=default names=(TOKEN_SECRET)",
        "config/config.go:5 source=environment missing=silent names=(DATABASE_URL)",
    ]
