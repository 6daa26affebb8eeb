import { Body, Controller, Get, Param, Post } from "@nestjs/common";
import { DataSource } from "typeorm";

@Controller("orders")
export class OrdersController {
  constructor(private readonly database: DataSource) {}

  @Get(":id")
  find(@Param("id") id: string) {
    return this.database.query("SELECT id, cake, state FROM orders WHERE id = $1", [id]);
  }

  @Post()
  place(@Body() order: { cake: string; pickup: string }) {
    return this.database.query("INSERT INTO orders (cake, pickup) VALUES ($1, $2) RETURNING id", [
      order.cake,
      order.pickup,
    ]);
  }
}
