// The bytes of a reply for those who answer without a worker: the porch and the event hub.
#pragma once

#include "edge/http/request.hpp"

#include <string>

namespace outpost::http {

/// Status line, headers and body with "Connection: close".
std::string plain_reply(const Reply& reply);

/// The head of an event stream.
std::string stream_head();

}  // namespace outpost::http
