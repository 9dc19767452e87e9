// Tax that is contained in the price.
#pragma once

#include "edge/core/price.hpp"
#include "edge/data/words.hpp"

#include <map>
#include <utility>

namespace outpost::core {

struct TaxPart {
  Fen net_fen, tax_fen;  ///< net + tax = gross
};

/// Splits the lines of one order, in their order. Lines of one rate and kind share one cumulative floor
/// net(G) = floor(G x 10000 / (10000 + rate)), so that the lines of a rate add up to the tax of the rate.
class TaxSplitter {
public:
  /// gross >= 0, 0 <= rate_bp <= 10000; a zero or exempt line has no tax whatever its rate.
  Result<TaxPart> split(Fen gross_fen, int rate_bp, data::TaxKind kind);

private:
  std::map<std::pair<int, data::TaxKind>, CumulativeFloor> groups_;
};

}  // namespace outpost::core
