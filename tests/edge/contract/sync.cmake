outpost_test(test_contract_sync
  SOURCES sync_event_test.cpp sync_local_test.cpp sync_message_test.cpp
  DEPS outpost_contract_sync)
