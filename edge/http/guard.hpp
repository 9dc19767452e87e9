// Who may speak to this server through a browser. A page of another site can make a browser send requests to
// a till on the shop's network, also under a name that it points at the till's address (DNS rebinding): so
// only known names are answered, and writes must come from our own pages.
#pragma once

#include "edge/http/request.hpp"

#include <set>
#include <string>
#include <vector>

namespace outpost::http {

class Guard {
public:
  /// `names`: host names besides localhost and plain addresses, lower case.
  explicit Guard(std::vector<std::string> names);

  /// Error `host-not-allowed`: a Host header that is missing or names somebody else. Plain addresses are
  /// always fine: no foreign name can point at them.
  Result<void> check_host(const Request& request) const;
  /// Error `origin-not-allowed`: the browser says that another site's page sent this.
  Result<void> check_origin(const Request& request) const;

private:
  bool allowed(std::string_view host) const;
  std::set<std::string, std::less<>> names_;
};

inline constexpr std::string_view terminal_cookie = "outpost_terminal";

struct Credentials {
  std::string token;
  bool by_cookie = false;
};
/// The token of a call: Authorization: Bearer, else the cookie; "" when there is none.
Credentials credentials_of(const Request& request);

/// Set-Cookie for a token (HttpOnly, SameSite=Strict, a year), and for its end.
std::string token_cookie(std::string_view token);
std::string no_cookie();

}  // namespace outpost::http
