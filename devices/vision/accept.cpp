#include "devices/vision/accept.hpp"

#include "devices/vision/twins.hpp"
#include "edge/base/gtin.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace outpost::dev::vision {
namespace {

struct Box {
  float left, top, right, bottom;
  float width() const { return right - left; }
  float height() const { return bottom - top; }
};

/// A linear reader marks a line; its code is at least this high for its length, so the box is widened to
/// that.
constexpr float least_height = 0.15F;

Box box_of(const Corners& c) {
  Box b{c[0].x, c[0].y, c[0].x, c[0].y};
  for (const auto& p : c) {
    b.left = std::min(b.left, p.x), b.right = std::max(b.right, p.x);
    b.top = std::min(b.top, p.y), b.bottom = std::max(b.bottom, p.y);
  }
  const float least = least_height * std::hypot(b.width(), b.height());
  if (b.height() < least) b.top -= least / 2, b.bottom += least / 2;
  if (b.width() < least) b.left -= least / 2, b.right += least / 2;
  return b;
}

bool centre_inside(const Box& a, const Box& b) {
  const float x = (a.left + a.right) / 2, y = (a.top + a.bottom) / 2;
  return x >= b.left && x <= b.right && y >= b.top && y <= b.bottom;
}

/// Unknown places (a reader that gave no corners) count as the same place: doubt, not trust.
bool same_place(const Corners& a, const Corners& b) {
  const Box x = box_of(a), y = box_of(b);
  if (x.width() <= 0 || y.width() <= 0) return true;
  return centre_inside(x, y) || centre_inside(y, x);
}

/// All looks at one text.
struct Candidate {
  std::string key;
  Look first;  // of the earliest stage
  std::set<int> passes;
  std::set<Reader> readers;
  std::set<int> own_passes;     // strips that our own reader read
  float margin = 0, total = 0;  // the best, and of all looks together

  int looks() const { return static_cast<int>(passes.size()); }
  bool library() const { return readers.contains(Reader::zxing) || readers.contains(Reader::zbar); }
};

constexpr float never = std::numeric_limits<float>::infinity();

/// The margin that makes a linear text a code, given who saw it.
float needed_margin(const Candidate& c, const Limits& limits) {
  const auto s = c.first.symbology;
  if (s == Symbology::code128) {
    const bool fast = c.first.stage == Stage::fast && c.first.reader == Reader::zxing;
    if (c.readers.size() >= 2 || fast) return 0;
    return c.library() ? never : limits.alone;
  }
  if (s == Symbology::upce || s == Symbology::ean8) {
    if (c.library()) return limits.short_together;
    return c.own_passes.size() >= 2 ? limits.short_alone : never;
  }
  return c.library() ? limits.together : limits.alone;
}

bool strong(const Candidate& c, const Limits& limits) {
  return is_matrix(c.first.symbology) || (c.margin > 0 && c.margin >= needed_margin(c, limits));
}

std::vector<Candidate> gather(const std::vector<Look>& looks) {
  std::vector<Candidate> out;
  for (const auto& look : looks) {
    const auto key = code_key(look);
    if (key.empty()) continue;
    // The same text at two places is proven once; accept() tells its further places.
    auto found = std::find_if(out.begin(), out.end(), [&](const Candidate& c) { return c.key == key; });
    if (found == out.end()) found = out.insert(out.end(), Candidate{key, look, {}, {}, {}, 0, 0});
    found->passes.insert(look.pass);
    found->readers.insert(look.reader);
    if (look.reader == Reader::ours) found->own_passes.insert(look.pass);
    found->margin = std::max(found->margin, look.margin);
    found->total += look.margin;
    if (look.stage < found->first.stage) found->first = look;
  }
  return out;
}

/// Somebody read another number at the same place, and its bars do not say that he was wrong. What did not
/// pass the fit is no rival of what did.
bool has_rival(const Candidate& c, const std::vector<Candidate>& all) {
  if (is_matrix(c.first.symbology)) return false;
  return std::any_of(all.begin(), all.end(), [&](const Candidate& other) {
    if (other.key == c.key || is_matrix(other.first.symbology)) return false;
    if (!same_place(c.first.corners, other.first.corners)) return false;
    return other.margin > 0 && c.total <= 2 * other.total;
  });
}

bool stronger(const Candidate& a, const Candidate& b) {
  if (is_matrix(a.first.symbology) != is_matrix(b.first.symbology)) return is_matrix(a.first.symbology);
  if (a.first.stage != b.first.stage) return a.first.stage < b.first.stage;
  return a.looks() > b.looks();
}

}  // namespace

std::string code_key(const Look& look) {
  switch (look.symbology) {
  case Symbology::ean13: return look.text.size() == 13 && is_gtin(look.text) ? look.text : "";
  case Symbology::upca: {
    const bool good = (look.text.size() == 12 || look.text.size() == 13) && is_gtin(look.text);
    return good ? std::string(13 - look.text.size(), '0') + look.text : "";
  }
  case Symbology::upce: {
    if (look.text.size() != 8 || look.text.front() != '0') return "";
    const auto full = upc_e_to_upc_a(look.text);
    return full ? "0" + *full : "";
  }
  case Symbology::ean8: return look.text.size() == 8 && is_gtin(look.text) ? "8:" + look.text : "";
  default: return look.text.empty() ? "" : std::string(symbology_name(look.symbology)) + ":" + look.text;
  }
}

namespace {

FoundCode code_of(const Candidate& c) {
  return {c.first.symbology, c.first.text, c.first.corners, {c.first.stage, c.looks(), c.margin}};
}

bool is_part(const Corners& corners, const std::vector<FoundCode>& accepted) {
  return std::any_of(accepted.begin(), accepted.end(), [&](const FoundCode& other) {
    return centre_inside(box_of(corners), box_of(other.corners));
  });
}

Verdict verdict_of(const Candidate& c, const std::vector<Candidate>& all,
                   const std::vector<FoundCode>& accepted, const Limits& limits) {
  if (!is_matrix(c.first.symbology) && c.margin <= 0) return Verdict::misfit;
  if (!strong(c, limits)) return Verdict::weak;
  if (has_rival(c, all)) return Verdict::rival;
  return is_part(c.first.corners, accepted) ? Verdict::part : Verdict::accepted;
}

void add_with_twins(const FoundCode& code, const std::vector<Look>& looks, std::vector<FoundCode>& out) {
  out.push_back(code);
  for (auto& twin : twins_of(code, looks))
    if (!is_part(twin.corners, out)) out.push_back(std::move(twin));
}

}  // namespace

std::vector<FoundCode> accept(const std::vector<Look>& looks, const Limits& limits) {
  auto all = gather(looks);
  std::stable_sort(all.begin(), all.end(), stronger);
  std::vector<FoundCode> out;
  for (const auto& c : all)
    if (verdict_of(c, all, out, limits) == Verdict::accepted) add_with_twins(code_of(c), looks, out);
  return out;
}

std::vector<Judged> judge(const std::vector<Look>& looks, const Limits& limits) {
  auto all = gather(looks);
  std::stable_sort(all.begin(), all.end(), stronger);
  std::vector<Judged> out;
  std::vector<FoundCode> accepted;
  for (const auto& c : all) {
    Judged judged{code_of(c), verdict_of(c, all, accepted, limits), 0};
    const float needed = needed_margin(c, limits);
    if (judged.verdict == Verdict::weak && needed != never) judged.needed = needed;
    if (judged.verdict == Verdict::accepted) add_with_twins(judged.code, looks, accepted);
    out.push_back(std::move(judged));
  }
  for (const auto& look : looks) {
    if (!code_key(look).empty()) continue;
    const bool told = std::any_of(out.begin(), out.end(), [&](const Judged& other) {
      return other.code.symbology == look.symbology && other.code.text == look.text;
    });
    if (!told)
      out.push_back({{look.symbology, look.text, look.corners, {look.stage, 1, 0}}, Verdict::impossible, 0});
  }
  return out;
}

std::vector<Look> doubtful(const std::vector<Look>& looks) {
  const auto accepted = accept(looks);
  std::vector<Look> out;
  for (const auto& c : gather(looks)) {
    if (is_matrix(c.first.symbology)) continue;
    if (c.margin <= 0) continue;  // its own bars speak against it
    const auto covered = [&](const auto& other) { return same_place(c.first.corners, other.corners); };
    if (std::any_of(accepted.begin(), accepted.end(), covered) ||
        std::any_of(out.begin(), out.end(), covered))
      continue;
    out.push_back(c.first);
  }
  return out;
}

}  // namespace outpost::dev::vision
