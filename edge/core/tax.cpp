#include "edge/core/tax.hpp"

namespace outpost::core {
namespace {

constexpr std::int64_t whole_bp = 10'000;

}  // namespace

Result<TaxPart> TaxSplitter::split(Fen gross_fen, int rate_bp, data::TaxKind kind) {
  if (kind != data::TaxKind::taxed || rate_bp == 0) return TaxPart{gross_fen, Fen{}};
  const auto [group, _] = groups_.try_emplace({rate_bp, kind}, whole_bp, whole_bp + rate_bp);
  OUTPOST_TRY(const auto net, group->second.next(gross_fen.v));
  return TaxPart{Fen{net}, gross_fen - Fen{net}};
}

}  // namespace outpost::core
