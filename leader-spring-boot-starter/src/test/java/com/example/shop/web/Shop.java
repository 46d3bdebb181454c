package com.example.shop.web;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/**
 * An application that knows nothing of leader election.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class Shop {

}
