package dev.prewarm.server.receive;

/** How something that was received tells of events. */
public enum Dialect {
    /** CloudEvents with the project's own vocabulary. */
    CLOUD_EVENTS,
    /** OpenLineage run events of Airflow. */
    OPEN_LINEAGE
}
