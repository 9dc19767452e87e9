-- Whether an order's receipt was printed before: the second one says that it is a copy.
CREATE INDEX device_command_print ON device_command(json_extract(body, '$.order_id')) WHERE command = 'print';
