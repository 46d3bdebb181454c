package com.example.shop.orders;

import com.example.shop.orders.OrderShop.Item;

import org.springframework.data.repository.ListCrudRepository;

/**
 * A repository of what is sold.
 */
public interface Items extends ListCrudRepository<Item, Long> {

}
