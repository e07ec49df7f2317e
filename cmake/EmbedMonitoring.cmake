# Writes OUTPUT: the rules and dashboards of SOURCE (dashboards/) as C++. Run by the build, so that a file that changes
# is embedded anew. A raw string ends where its delimiter does, so no file may hold `)headway"`.

function(embed_files function_name files)
  set(rows "")
  foreach(file IN LISTS files)
    get_filename_component(name ${file} NAME)
    file(READ ${file} text)
    string(FIND "${text}" ")headway\"" delimiter)
    if(NOT delimiter EQUAL -1)
      message(FATAL_ERROR "${file} holds the end of a raw string")
    endif()
    string(APPEND rows "      MonitoringFile{\"${name}\", R\"headway(${text})headway\"},\n")
  endforeach()
  file(
    APPEND ${OUTPUT}
    "std::span<const MonitoringFile> ${function_name}() {\n  static constexpr auto kFiles = std::to_array<MonitoringFile>({\n${rows}  });\n  return kFiles;\n}\n\n"
  )
endfunction()

file(WRITE ${OUTPUT}
     "// Written by the build from dashboards/.\n#include <array>\n\n#include \"exporter/monitoring_files.h\"\n\n"
     "namespace headway::exporter {\n\n")
embed_files(RuleFiles
            "${SOURCE}/prometheus/headway-recording.yml;${SOURCE}/prometheus/headway-alerts.yml;${SOURCE}/prometheus/headway-lava-alerts.yml")
file(GLOB dashboards ${SOURCE}/grafana/*.json)
embed_files(DashboardFiles "${dashboards}")
embed_files(CompatRuleFiles "${SOURCE}/prometheus/compat/headway-router-alerts.yml")
embed_files(CompatDashboardFiles "${SOURCE}/grafana-compat/headway-lava-router.json")
file(APPEND ${OUTPUT} "}  // namespace headway::exporter\n")
