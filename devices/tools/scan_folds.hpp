// outpost-scan folds LIST: are the limits of accept() made for these photographs? The photographs are divided
// in five by product. Four parts choose the lowest limit at which nothing is read wrong, twice that is used
// on the fifth, and what it reads, right and wrong, is added up.
#pragma once

#include "edge/base/result.hpp"

#include <string>

namespace outpost::dev {

/// Prints a line a part, and the sum beside the limits of the product.
Result<void> scan_folds(const std::string& list);

}  // namespace outpost::dev
