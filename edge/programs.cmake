# What both sides of edge (http and links) say about units and code payments, and the two programs.
outpost_library(outpost_units
  SOURCES app/unit_board.cpp app/unit_json.cpp
  DEPS outpost_base outpost_config PRIVATE_DEPS outpost_contract_ipc nlohmann_json::nlohmann_json)
