# How targets are made here. Three functions: a layer, the value headers of a layer, a test.
#
# A layer sees only what it links: each target exports one include directory that holds one symbolic link, the folder
# itself (build/layers/<layer>/<layer> -> <layer>/). So #include "config/settings.h" from base/ does not compile.
# Some arrows reach only the value types of a layer (docs/architecture.md); those have an interface target
# headway::<layer>_values whose directory holds links to just the headers named.

add_library(headway_warnings INTERFACE)
add_library(headway::warnings ALIAS headway_warnings)
target_compile_options(
  headway_warnings
  INTERFACE -Wall
            -Wextra
            -Wpedantic
            -Wshadow
            -Wconversion
            -Wsign-conversion
            -Wnon-virtual-dtor
            -Wold-style-cast
            -Woverloaded-virtual
            -Wimplicit-fallthrough
            $<$<BOOL:${HEADWAY_WERROR}>:-Werror>)

if(HEADWAY_SANITIZE)
  add_compile_options(-fsanitize=${HEADWAY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  # g++ 12 loses track of what is initialised in instrumented code.
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  add_link_options(-fsanitize=${HEADWAY_SANITIZE})
  # Lines are all that a report shows, and take a third less time to compile than everything.
  add_compile_options(-g1)
  if(HEADWAY_SANITIZE STREQUAL "thread")
    # Asio's fences; it orders the same memory by other means that ThreadSanitizer does see.
    add_compile_options(-Wno-tsan)
  endif()
endif()

if(HEADWAY_FUZZ)
  # Coverage for libFuzzer in every layer; its main function is linked into the fuzzers only.
  add_compile_options(-fsanitize=fuzzer-no-link
                      -fsanitize-ignorelist=${PROJECT_SOURCE_DIR}/tests/fuzz/ignorelist.txt)
endif()

# headway_precompile(<target> [headers…]): under sanitizers a third to a half of the time that a file takes to compile goes
# into reading the standard library. Not in the dev build, which so shows that each file includes what it uses.
function(headway_precompile target)
  if(NOT HEADWAY_SANITIZE)
    return()
  endif()
  target_precompile_headers(
    ${target}
    PRIVATE
    ${ARGN}
    <algorithm>
    <array>
    <chrono>
    <functional>
    <map>
    <memory>
    <optional>
    <string>
    <string_view>
    <utility>
    <variant>
    <vector>)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # What ccache needs to know such a file again (with CCACHE_SLOPPINESS, scripts/test.sh).
    target_compile_options(${target} PRIVATE -fpch-preprocess)
  endif()
endfunction()

# headway_layer(<name> SOURCES a.cc … [LINK targets that show in headers …] [PRIVATE targets that do not …])
function(headway_layer name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK;PRIVATE" ${ARGN})
  set(root ${PROJECT_BINARY_DIR}/layers/${name})
  file(MAKE_DIRECTORY ${root})
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/${name} ${root}/${name} SYMBOLIC)
  if(ARG_SOURCES)
    add_library(headway_${name} STATIC ${ARG_SOURCES})
    target_include_directories(headway_${name} PUBLIC ${root})
    target_link_libraries(headway_${name} PUBLIC ${ARG_LINK} PRIVATE ${ARG_PRIVATE} headway::warnings)
    headway_precompile(headway_${name})
  else()
    add_library(headway_${name} INTERFACE)
    target_include_directories(headway_${name} INTERFACE ${root})
    target_link_libraries(headway_${name} INTERFACE ${ARG_LINK})
  endif()
  add_library(headway::${name} ALIAS headway_${name})
endfunction()

# headway_values(<layer> HEADERS a.h … [LINK targets …])
function(headway_values layer)
  cmake_parse_arguments(ARG "" "" "HEADERS;LINK" ${ARGN})
  set(root ${PROJECT_BINARY_DIR}/layers/${layer}_values)
  file(MAKE_DIRECTORY ${root}/${layer})
  foreach(header IN LISTS ARG_HEADERS)
    file(CREATE_LINK ${PROJECT_SOURCE_DIR}/${layer}/${header} ${root}/${layer}/${header} SYMBOLIC)
  endforeach()
  add_library(headway_${layer}_values INTERFACE)
  target_include_directories(headway_${layer}_values INTERFACE ${root})
  target_link_libraries(headway_${layer}_values INTERFACE ${ARG_LINK})
  add_library(headway::${layer}_values ALIAS headway_${layer}_values)
endfunction()

# headway_test(<name> SOURCES … LINK … [LABELS unit|threads|…]): a GoogleTest binary that ctest runs as one test.
function(headway_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} headway::warnings GTest::gmock GTest::gtest_main)
  if(HEADWAY_SANITIZE STREQUAL "address,undefined")
    # Of the tests themselves, memory is what matters; half as much again to compile is not worth the rest.
    target_compile_options(${name} PRIVATE -fno-sanitize=undefined)
  endif()
  headway_precompile(${name} <gmock/gmock.h> <gtest/gtest.h>)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 300)
endfunction()
