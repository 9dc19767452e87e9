// What a bench takes out of photographs: products (drawn ones where there are none), and glare.
#pragma once

#include "tests/bench/drawn/glare.hpp"
#include "tests/bench/drawn/product.hpp"

#include <vector>

namespace outpost::bench {

/// $OUTPOST_DATA's list of photographs, "" when there is none.
std::string photo_list();

/// `count` products with retail codes, by chance. From photographs in which one of the readers finds its
/// code, whichever it is, at two pixels a module or more; fewer when there are not so many.
std::vector<Product> cut_out_products(const std::string& list, std::size_t count, std::uint64_t seed);
/// Up to `count` glares, by chance, from as many photographs as can be: two of each at most.
std::vector<Glare> cut_out_glares(const std::string& list, std::size_t count, std::uint64_t seed);
std::vector<Product> drawn_products(std::size_t count, std::uint64_t seed);

}  // namespace outpost::bench
