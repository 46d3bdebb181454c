package com.example.shop.customers;

import com.example.shop.customers.CustomerShop.Customer;

import org.springframework.data.repository.ListCrudRepository;

/**
 * A repository of customers.
 */
public interface Customers extends ListCrudRepository<Customer, Long> {

}
