using System.Text;

namespace BulkCopy.Server.Tests.Telemetry;

/// <summary>Reads what is at a path of field numbers in a protobuf message; enough to see what a collector would.</summary>
internal static class ProtobufFields
{
    /// <summary>All length-delimited values at this path.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> At(ReadOnlyMemory<byte> message, params int[] path) =>
        path.Aggregate<int, IEnumerable<ReadOnlyMemory<byte>>>([message], (messages, number) => messages.SelectMany(one => Of(one, number)).ToArray());

    /// <summary>All texts at this path.</summary>
    public static IEnumerable<string> TextsAt(ReadOnlyMemory<byte> message, params int[] path) => At(message, path).Select(bytes => Encoding.UTF8.GetString(bytes.Span));

    private static IEnumerable<ReadOnlyMemory<byte>> Of(ReadOnlyMemory<byte> message, int number)
    {
        var position = 0;
        while (position < message.Length)
        {
            var tag = Varint(message.Span, ref position);
            switch (tag & 7)
            {
                case 0: Varint(message.Span, ref position); break;
                case 1: position += 8; break;
                case 5: position += 4; break;
                case 2:
                    var length = (int)Varint(message.Span, ref position);
                    if ((int)(tag >> 3) == number)
                        yield return message.Slice(position, length);
                    position += length;
                    break;
                default: throw new InvalidDataException($"Wire type {tag & 7} at {position}.");
            }
        }
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int position)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var one = bytes[position++];
            value |= (ulong)(one & 0x7F) << shift;
            if (one < 0x80)
                return value;
        }
    }
}
