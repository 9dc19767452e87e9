# Code payments, from the rules to the wire. Targets of their own beside those of their folders: the simulation and
# the program that plays the provider link a part of them and nothing else of edge.
outpost_library(outpost_code_payment
  SOURCES core/code_payment.cpp core/code_payment_table.cpp
  DEPS outpost_base)
outpost_library(outpost_payment
  SOURCES app/provider.cpp app/attempt_desk.cpp app/payment_resolver.cpp
  DEPS outpost_code_payment Threads::Threads)
outpost_library(outpost_provider_wire
  SOURCES links/provider_wire.cpp
  DEPS outpost_base PRIVATE_DEPS nlohmann_json::nlohmann_json PkgConfig::SODIUM)
outpost_library(outpost_provider_http
  SOURCES links/provider_http.cpp links/cut_off.cpp
  DEPS outpost_payment
  PRIVATE_DEPS outpost_provider_wire outpost_log Poco::Net fmt::fmt PkgConfig::SODIUM Threads::Threads)
