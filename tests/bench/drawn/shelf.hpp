// Products for a bench: cut out of photographs where there are some, drawn where there are none.
#pragma once

#include "tests/bench/drawn/product.hpp"

#include <vector>

namespace outpost::bench {

/// $OUTPOST_DATA's list of photographs, "" when there is none.
std::string photo_list();

/// `count` products with retail codes, by chance. From photographs in which one of the readers finds its
/// code, whichever it is, at two pixels a module or more; fewer when there are not so many.
std::vector<Product> cut_out_products(const std::string& list, std::size_t count, std::uint64_t seed);
std::vector<Product> drawn_products(std::size_t count, std::uint64_t seed);

}  // namespace outpost::bench
