namespace Keelson.Tools.Outlining;

/// <summary>
/// Leaves out the frame of a method that calls nothing and keeps nothing in it, which ilc always makes. A fault in such
/// a method has its caller in x30, where a backtrace looks as well. If a check of it fails, it makes its frame then, so
/// that what the failure finds is what it would have been.
/// </summary>
internal static class LeafFrames
{
    private const uint RecordStore = 0xa9bf_7bfd; // STP x29, x30, [SP, #-16]!
    private const uint FrameBegin = 0x9100_03fd; // MOV x29, SP
    private const uint MoveToFirst = 0x5280_0000; // MOVZ W0, #CODE

    /// <param name="code">Changes.</param>
    /// <param name="failure">Where <see cref="NeedlessChecks.Failure"/> begins, where it is in this code.</param>
    public static void LeaveOut(CompiledCode code, CodeWord? failure)
    {
        code.Lay();
        Dictionary<CodeWord, CodeWord[]> behind = [];
        foreach (MethodFrame frame in MethodFrame.All(code).ToArray())
        {
            if (frame.HasLocals || frame.Saves.Count > 0)
            {
                continue;
            }

            if (frame.Calls.Count == 0)
            {
                LeaveOut(code, frame);
            }
            // The frame is two instructions wherever it is made, so one such place costs nothing.
            else if (frame.Calls is [{ IsLabel: false } call] && NeedlessChecks.IsFailure(call, failure))
            {
                CodeWord what = code.Words[(call.Place / sizeof(uint)) - 1];
                if ((what.Value & ~(0xffffu << 5)) == MoveToFirst && !what.IsStart)
                {
                    LeaveOut(code, frame);
                    behind.Add(what, MakeFrame(what, call));
                }
            }
        }

        code.Words =
        [
            .. code
                .Words.Where(word => !word.IsLeftOut)
                .SelectMany(word => behind.TryGetValue(word, out CodeWord[]? more) ? [word, .. more] : new[] { word }),
        ];
    }

    /// <summary>What led to the failure leads to the frame's making.</summary>
    /// <returns>What is to stand behind the first of both instructions.</returns>
    private static CodeWord[] MakeFrame(CodeWord what, CodeWord call)
    {
        CodeWord moved = what.Copy();
        moved.IsReturnAddressKept = true;
        call.IsReturnAddressKept = true;
        what.Value = RecordStore;
        return [new CodeWord(FrameBegin), moved];
    }

    private static void LeaveOut(CompiledCode code, MethodFrame frame)
    {
        foreach (CodeWord word in (CodeWord[])[frame.Record, frame.Begin!, .. frame.Ends])
        {
            CodeWord next = code.Next(word)!;
            next.IsStart |= word.IsStart;
            word.LeaveOut(next);
        }

        foreach (CodeWord word in frame.Body)
        {
            word.IsReturnAddressKept = false;
        }
    }
}
