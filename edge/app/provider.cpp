#include "edge/app/provider.hpp"

#include <string.h>  // explicit_bzero is not in <cstring>

namespace outpost::app {

void AuthCode::wipe() {
  code_.resize(code_.capacity());  // the small buffer too, whatever the length was
  explicit_bzero(code_.data(), code_.size());
  code_.clear();
}

}  // namespace outpost::app
