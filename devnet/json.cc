#include "devnet/json.h"

// Boost.JSON is compiled into this file, and nobody else sees it.
#include <type_traits>
#include <utility>

#include <boost/json/src.hpp>

namespace headway::devnet {
namespace {

Json FromBoost(const boost::json::value& in) {
  switch (in.kind()) {
    case boost::json::kind::null:
      return Json{};
    case boost::json::kind::bool_:
      return Json{in.get_bool()};
    case boost::json::kind::int64:
      // Boost keeps what fits as signed; here signed means negative.
      if (in.get_int64() >= 0) return Json{static_cast<std::uint64_t>(in.get_int64())};
      return Json{in.get_int64()};
    case boost::json::kind::uint64:
      return Json{in.get_uint64()};
    case boost::json::kind::double_:
      return Json{in.get_double()};
    case boost::json::kind::string:
      return Json{std::string(in.get_string().data(), in.get_string().size())};
    case boost::json::kind::array: {
      Json::Array array;
      array.reserve(in.get_array().size());
      for (const boost::json::value& element : in.get_array()) {
        array.push_back(FromBoost(element));
      }
      return Json{std::move(array)};
    }
    case boost::json::kind::object: {
      Json::Object object;
      object.reserve(in.get_object().size());
      for (const boost::json::key_value_pair& member : in.get_object()) {
        object.push_back({std::string(member.key()), FromBoost(member.value())});
      }
      return Json{std::move(object)};
    }
  }
  return Json{};
}

boost::json::value ToBoost(const Json& in) {
  return std::visit(
      [](const auto& value) -> boost::json::value {
        using Value = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, std::string>) {
          return boost::json::string(value);
        } else if constexpr (std::is_same_v<Value, Json::Array>) {
          boost::json::array array;
          array.reserve(value.size());
          for (const Json& element : value) array.push_back(ToBoost(element));
          return array;
        } else if constexpr (std::is_same_v<Value, Json::Object>) {
          boost::json::object object;
          object.reserve(value.size());
          for (const JsonMember& member : value) object[member.name] = ToBoost(member.value);
          return object;
        } else {
          return value;
        }
      },
      in.value);
}

}  // namespace

std::optional<bool> Json::AsBool() const {
  const bool* flag = std::get_if<bool>(&value);
  return flag == nullptr ? std::nullopt : std::optional<bool>(*flag);
}

std::optional<std::uint64_t> Json::AsUint() const {
  const std::uint64_t* number = std::get_if<std::uint64_t>(&value);
  return number == nullptr ? std::nullopt : std::optional<std::uint64_t>(*number);
}

const std::string* Json::AsString() const { return std::get_if<std::string>(&value); }

const Json::Array* Json::AsArray() const { return std::get_if<Array>(&value); }

const Json::Object* Json::AsObject() const { return std::get_if<Object>(&value); }

const Json* Json::Find(std::string_view name) const {
  const Object* object = AsObject();
  if (object == nullptr) return nullptr;
  for (const JsonMember& member : *object) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

const Json* Json::At(std::size_t index) const {
  const Array* array = AsArray();
  return array != nullptr && index < array->size() ? &(*array)[index] : nullptr;
}

std::optional<Json> ParseJson(std::string_view text) {
  boost::json::error_code error;
  const boost::json::value parsed =
      boost::json::parse(boost::json::string_view(text.data(), text.size()), error);
  if (error) return std::nullopt;
  return FromBoost(parsed);
}

std::string SerializeJson(const Json& json) { return boost::json::serialize(ToBoost(json)); }

}  // namespace headway::devnet
