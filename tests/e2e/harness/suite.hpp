// What Boost.Test suites over real programs share. Include after <boost/test/unit_test.hpp>.
#pragma once

#include "tests/e2e/harness/shop.hpp"

#include <boost/test/framework.hpp>
#include <boost/test/results_collector.hpp>
#include <boost/test/tree/traverse.hpp>
#include <boost/test/tree/visitor.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdio>

namespace outpost::e2e {

/// True unless a test case of this program has failed so far.
inline bool all_passed() {
  namespace ut = boost::unit_test;
  struct Look : ut::test_tree_visitor {
    bool passed = true;
    void visit(const ut::test_case& c) override {
      passed = passed && ut::results_collector.results(c.p_id).passed();
    }
  } look;
  ut::traverse_test_tree(ut::framework::master_test_suite(), look, true);
  return look.passed;
}

/// A shop for one test case: its folder stays when the case fails.
class CaseShop : public Shop {
public:
  explicit CaseShop(ShopOptions options = {}) : Shop(std::move(options)) {}
  ~CaseShop() {
    namespace ut = boost::unit_test;
    if (!ut::results_collector.results(ut::framework::current_test_case_id()).passed()) keep();
  }
};

/// Says that something could not be tested here, and why, also when nobody asked for messages.
inline void skipped(const std::string& why) {
  std::printf("SKIPPED %s: %s\n", boost::unit_test::framework::current_test_case().p_name->c_str(),
              why.c_str());
}

}  // namespace outpost::e2e
