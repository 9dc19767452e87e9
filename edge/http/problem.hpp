// Errors as RFC 9457 problem documents. The name of an Error is the last part of `type` and never changes.
#pragma once

#include "edge/base/result.hpp"
#include "edge/http/request.hpp"

#include <string>
#include <vector>

namespace outpost::http {

/// The HTTP status of a class of failure.
int status_of(Code code);

/// One finding of several, for example a line of an import.
struct Finding {
  int line = 0;  ///< 0: no line
  std::string text;
};

/// A problem document. `instance` is the path of the call.
Reply problem(const Error& error, std::string_view instance, const std::vector<Finding>& findings = {});
/// The same with a status of its own, where the class of the error does not say it all (405, 431 ...).
Reply problem_with_status(int status, const Error& error, std::string_view instance,
                          const std::vector<Finding>& findings = {});

}  // namespace outpost::http
