# The links to a code-payment provider. The wire is a target of its own: a program that plays the provider needs
# nothing else of ours.
outpost_library(outpost_provider_wire
  SOURCES links/provider_wire.cpp
  DEPS outpost_base PRIVATE_DEPS nlohmann_json::nlohmann_json PkgConfig::SODIUM)
outpost_library(outpost_provider_http
  SOURCES links/provider_http.cpp links/cut_off.cpp
  DEPS outpost_app
  PRIVATE_DEPS outpost_provider_wire outpost_log Poco::Net fmt::fmt PkgConfig::SODIUM Threads::Threads)
