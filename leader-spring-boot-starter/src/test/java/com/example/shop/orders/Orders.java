package com.example.shop.orders;

import com.example.shop.orders.OrderShop.Order;

import org.springframework.data.repository.ListCrudRepository;

/**
 * A repository of what is sold.
 */
public interface Orders extends ListCrudRepository<Order, Long> {

}
