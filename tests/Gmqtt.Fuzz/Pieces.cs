using System.Buffers;

namespace Gmqtt.Fuzz;

/// <summary>Bytes as a sequence of several segments, as a pipe delivers them.</summary>
public static class Pieces
{
    /// <summary>Cuts at the given offsets, which ascend.</summary>
    public static ReadOnlySequence<byte> Split(byte[] bytes, params int[] offsets)
    {
        var first = new Segment(bytes.AsMemory(0, offsets.Length == 0 ? bytes.Length : offsets[0]), 0);
        Segment last = first;
        for (int i = 0; i < offsets.Length; i++)
        {
            int end = i + 1 < offsets.Length ? offsets[i + 1] : bytes.Length;
            last = last.Append(bytes.AsMemory(offsets[i]..end));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long runningIndex)
        {
            Memory = memory;
            RunningIndex = runningIndex;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
