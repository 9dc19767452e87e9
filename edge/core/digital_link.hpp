// GS1 Digital Link: a web address that carries a trade item number, as in
// https://example.com/01/09520123456788/10/ABC?17=271231. It is read and never opened.
#pragma once

#include "edge/core/gs1_elements.hpp"

#include <optional>
#include <string_view>

namespace outpost::core {

/// True for a text with a scheme before "://", or one of the schemes that work without ("javascript:").
bool is_url(std::string_view text);

/// Reads the elements of an http or https address with `/01/NUMBER` in its path, whatever its domain. Nothing
/// when the address is no Digital Link at all; `wrong_check` and `malformed` as for element strings.
std::optional<Gs1End> parse_digital_link(std::string_view url, int today, Gs1Elements& out);

}  // namespace outpost::core
