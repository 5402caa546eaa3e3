# find_package(autoheal-plugin-api): the target autoheal::plugin_api and the function autoheal_add_plugin.
include(${CMAKE_CURRENT_LIST_DIR}/autoheal-plugin-apiTargets.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/AutohealAddPlugin.cmake)
