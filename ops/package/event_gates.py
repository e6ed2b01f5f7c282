"""What a template must promise about streams and queues: nothing is passed over unseen."""

from collections.abc import Iterator
from typing import Any

from ops.cloudformation import Template, resources_of

QUEUE = "AWS::SQS::Queue"
EVENT_SOURCE = "AWS::Lambda::EventSourceMapping"
ALARM = "AWS::CloudWatch::Alarm"
LONGEST_RETENTION = 14 * 24 * 3600


def batches_come_again_in_part(template: Template) -> Iterator[str]:
    """A function that failed at one record is brought this one again, not all it had done."""
    for name, source in resources_of(template, EVENT_SOURCE).items():
        if source["Properties"].get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
            yield f"{name}: one failure repeats a whole batch"


def streams_go_on(template: Template) -> Iterator[str]:
    """A record that cannot be handled is found, tried for a while, and laid aside."""
    for name, source in resources_of(template, EVENT_SOURCE).items():
        properties = source["Properties"]
        if not _reads_a_stream(properties):
            continue
        if properties.get("BisectBatchOnFunctionError") is not True:
            yield f"{name}: one bad record takes its whole batch with it"
        # -1, and leaving it out, mean: until the record expires, and nothing else meanwhile.
        for bound in ("MaximumRetryAttempts", "MaximumRecordAgeInSeconds"):
            if properties.get(bound, -1) < 0:
                yield f"{name}: {bound} has no bound, so one bad record holds up all others"
        if "OnFailure" not in properties.get("DestinationConfig", {}):
            yield f"{name}: gives up in silence"


def queues_lose_nothing_unseen(template: Template) -> Iterator[str]:
    """What cannot be delivered is laid aside, kept as long as it can be, and raises an alarm."""
    watched = _watched(template)
    for name, queue in resources_of(template, QUEUE).items():
        properties = queue["Properties"]
        if not properties.get("KmsMasterKeyId"):
            yield f"{name}: not encrypted by KMS"
        if properties.get("MessageRetentionPeriod") != LONGEST_RETENTION:
            yield f"{name}: keeps messages for less than 14 days"
        if "RedrivePolicy" not in properties and name not in watched:
            yield f"{name}: nobody is told of what lies there"


def lateness_is_heard_of(template: Template) -> Iterator[str]:
    """Somebody is told when a function falls behind the stream it reads."""
    alarms = resources_of(template, ALARM).values()
    heard = [str(each["Properties"]) for each in alarms if _metric(each) == "IteratorAge"]
    for name, source in resources_of(template, EVENT_SOURCE).items():
        properties = source["Properties"]
        if _reads_a_stream(properties) and not any(
            str(properties["FunctionName"]) in each for each in heard
        ):
            yield f"{name}: nobody is told when it is late"


def _reads_a_stream(properties: Any) -> bool:
    return "StreamArn" in str(properties["EventSourceArn"])


def _watched(template: Template) -> set[str]:
    """The queues of which an alarm tells."""
    return {
        dimension["Value"]["Fn::GetAtt"][0]
        for alarm in resources_of(template, ALARM).values()
        if _metric(alarm) == "ApproximateNumberOfMessagesVisible"
        for dimension in alarm["Properties"]["Dimensions"]
        if dimension["Name"] == "QueueName"
    }


def _metric(alarm: Template) -> Any:
    return alarm["Properties"]["MetricName"]
