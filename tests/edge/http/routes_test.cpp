// The route table against the API document, both ways, and against the running server cell by cell.
#include "edge/data/routes.hpp"
#include "edge/http/openapi.hpp"
#include "edge/http/request.hpp"
#include "edge/http/router.hpp"
#include "edge/http/routes/handlers.hpp"
#include "tests/edge/http/running_edge.hpp"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include <set>

using namespace outpost;
using nlohmann::json;

namespace {

/// Those that can have a token; devices speak over their own socket and get none.
const data::Role people[] = {data::Role::kiosk, data::Role::cashier, data::Role::technician,
                             data::Role::manager, data::Role::owner};

const std::set<std::string> methods = {"get", "put", "post", "patch", "delete"};

std::string lower(std::string_view s) {
  std::string out;
  for (const char c : s) out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return out;
}

std::set<std::string> roles_of(const data::Route& r) {
  if (r.kind == data::CallKind::open) return {"anyone"};
  std::set<std::string> out;
  if (r.kind == data::CallKind::local) out.insert("loopback");
  for (const auto role : data::all_roles)
    if (data::may_call(r, role)) out.insert(std::string(data::name_of(role)));
  return out;
}

bool is_keyed(const json& operation) {
  for (const auto& p : operation.value("parameters", json::array()))
    if (p.value("$ref", "") == "#/components/parameters/IdempotencyKey") return true;
  return false;
}

/// A path with something in each {name} that is well-formed and does not exist.
std::string example(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const auto open = path.find('{');
    out += path.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto name = path.substr(open + 1, path.find('}') - open - 1);
    out += name == "unit"   ? "nobody"
           : name == "code" ? "6901234567892"
                            : "0190a5c2-0000-7000-8000-000000000001";
    path.remove_prefix(path.find('}') + 1);
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(routes)

BOOST_AUTO_TEST_CASE(every_route_is_in_the_document_with_its_roles_and_key) {
  const json doc = json::parse(http::openapi_text());
  for (const auto& r : data::routes()) {
    BOOST_TEST_CONTEXT(std::string(r.method) << " " << std::string(r.path)) {
      BOOST_REQUIRE(doc["paths"].contains(std::string(r.path)));
      const auto& path = doc["paths"][std::string(r.path)];
      BOOST_REQUIRE(path.contains(lower(r.method)));
      const auto& operation = path[lower(r.method)];
      BOOST_TEST(operation["operationId"] == r.operation);
      BOOST_TEST(operation["x-roles"].get<std::set<std::string>>() == roles_of(r),
                 boost::test_tools::per_element());
      BOOST_TEST(is_keyed(operation) == r.keyed);
      BOOST_TEST(r.keyed == (r.method != "GET"));
      BOOST_TEST((operation.contains("security") && operation["security"].empty()) ==
                 (r.kind == data::CallKind::open));
    }
  }
}

BOOST_AUTO_TEST_CASE(every_operation_of_the_document_is_a_route_with_a_handler) {
  const json doc = json::parse(http::openapi_text());
  std::size_t n = 0;
  std::set<std::string> names;
  for (const auto& [path, item] : doc["paths"].items())
    for (const auto& [method, operation] : item.items()) {
      if (!methods.contains(method)) continue;
      ++n;
      std::string upper;
      for (const char c : method) upper += static_cast<char>(c - 32);
      BOOST_TEST_CONTEXT(upper << " " << path) {
        const auto match = http::find_route(upper, http::path_parts(path));
        BOOST_REQUIRE(match.route);
        BOOST_TEST(match.route->path == path);
        BOOST_TEST((http::handler_of(match.route->operation) != nullptr));
        BOOST_TEST(names.insert(operation["operationId"]).second);
        BOOST_TEST(operation.contains("responses"));
      }
    }
  BOOST_TEST(n == data::routes().size());
}

BOOST_AUTO_TEST_CASE(every_reference_of_the_document_leads_somewhere) {
  const json doc = json::parse(http::openapi_text());
  std::size_t n = 0;
  const std::function<void(const json&)> walk = [&](const json& j) {
    if (j.is_object() && j.contains("$ref")) {
      ++n;
      const std::string ref = j["$ref"];
      BOOST_TEST_REQUIRE(ref.starts_with("#/"));
      BOOST_TEST(doc.contains(json::json_pointer(ref.substr(1))), ref);
    }
    for (const auto& inner : j) {
      if (inner.is_structured()) walk(inner);
    }
  };
  walk(doc);
  BOOST_TEST(n > 100u);
}

BOOST_AUTO_TEST_CASE(a_fixed_word_wins_over_a_name) {
  BOOST_TEST(http::find_route("GET", http::path_parts("/api/v1/carts/current")).route->operation ==
             "getCurrentCart");
  BOOST_TEST(http::find_route("GET", http::path_parts("/api/v1/carts/other")).route->operation == "getCart");
  BOOST_TEST(!http::find_route("GET", http::path_parts("/api/v1/carts/")).route);
  BOOST_TEST(!http::find_route("GET", http::path_parts("/api/v1")).route);
  const auto link =
      http::path_parts("/api/v1/products/by-code/https%3A%2F%2Fa.example%2F01%2F06901234567892");
  BOOST_TEST(http::find_route("GET", link).params.at("code") == "https://a.example/01/06901234567892");
  BOOST_TEST(!http::find_route("GET", http::path_parts("/api%2Fv1%2Fsession")).route);
  BOOST_TEST(http::find_route("PUT", http::path_parts("/api/v1/carts")).other_method);
}

BOOST_AUTO_TEST_CASE(each_role_may_call_what_the_table_says_and_nothing_else) {
  test::RunningEdge edge;
  std::map<data::Role, std::string> tokens;
  for (const auto role : people)
    tokens[role] =
        edge.token(std::string(data::name_of(role)), "station-" + std::string(data::name_of(role)));
  for (const auto& r : data::routes()) {
    if (r.kind == data::CallKind::stream) continue;  // below
    const std::string path = example(r.path);
    BOOST_TEST_CONTEXT(std::string(r.method) << " " << path) {
      const bool closed = r.kind == data::CallKind::read || r.kind == data::CallKind::write;
      for (const std::string bad :
           {"", "0000000000000000000000000000000000000000000000000000000000000000", "x"}) {
        const int status = edge.send(std::string(r.method), path, bad).status;
        BOOST_TEST((status == 401) == closed, "status " << status << " without a good token");
      }
      if (!closed || r.operation == "signOut") continue;
      for (const auto role : people) {
        const auto a = edge.send(std::string(r.method), path, tokens[role], "");
        BOOST_TEST((problem_name(a) == "role-not-allowed") == !data::may_call(r, role),
                   std::string(data::name_of(role)) << " got " << a.status << " " << problem_name(a));
        if (!data::may_call(r, role)) BOOST_TEST(a.status == 403);
        if (data::may_call(r, role)) BOOST_TEST(a.status != 500, a.body);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(only_known_roles_may_listen) {
  test::RunningEdge edge({.catalogue = false});
  BOOST_TEST(edge.get("/api/v1/events", "").status == 401);
  BOOST_TEST(problem_name(edge.post("/api/v1/terminals", edge.owner(),
                                    R"({"role":"device","station":"d","with_token":true})")) == "bad-role");
  BOOST_TEST(edge.get("/api/v1/events?topics=nonsense", edge.owner()).status == 400);
  const auto kiosk = edge.token("kiosk", "kiosk1");
  BOOST_TEST(problem_name(edge.get("/api/v1/events?topics=cart,alarm", kiosk)) == "topic-not-allowed");
  BOOST_TEST(edge.get("/api/v1/events?topics=cart,order", kiosk).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
