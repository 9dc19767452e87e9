# The programs of the store box.
outpost_library(outpost_edge_parts
  SOURCES compose.cpp compose_options.cpp first_run.cpp
  DEPS outpost_base outpost_config
  PRIVATE_DEPS outpost_http outpost_device_link outpost_sync_link outpost_provider_http outpost_app outpost_log fmt::fmt)
target_include_directories(outpost_edge_parts PRIVATE ${PROJECT_BINARY_DIR})

outpost_program(outpost-edge SOURCES main.cpp DEPS outpost_edge_parts outpost_log fmt::fmt PkgConfig::SODIUM Threads::Threads)

outpost_program(outpost-store
  SOURCES tools/store/care.cpp tools/store/catalogue.cpp tools/store/invocation.cpp tools/store/main.cpp
          tools/store/remote.cpp tools/store/terminals.cpp
  DEPS outpost_app outpost_store outpost_config outpost_log Poco::Net nlohmann_json::nlohmann_json fmt::fmt
       PkgConfig::SODIUM Threads::Threads)
