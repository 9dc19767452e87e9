// edge/http/openapi.json as it was built in.
#pragma once

#include <string_view>

namespace outpost::http {

std::string_view openapi_text();

}  // namespace outpost::http
