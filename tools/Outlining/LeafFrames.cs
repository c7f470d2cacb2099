namespace Keelson.Tools.Outlining;

/// <summary>
/// Leaves out the frame of a method that calls nothing and keeps nothing in it, which ilc always makes. A fault in such
/// a method has its caller in x30, where a backtrace looks as well.
/// </summary>
internal static class LeafFrames
{
    public static void LeaveOut(CompiledCode code)
    {
        code.Lay();
        foreach (MethodFrame frame in MethodFrame.All(code).ToArray())
        {
            if (!frame.Calls && !frame.HasLocals && frame.Saves.Count == 0)
            {
                LeaveOut(code, frame);
            }
        }

        code.Words = [.. code.Words.Where(word => !word.IsLeftOut)];
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
