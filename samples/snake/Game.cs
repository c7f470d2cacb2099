namespace Snake;

/// <summary>The rules: a ring of places, of which the newest is the head.</summary>
internal static class Game
{
    private const int MaximumLength = 256;
    private const int FirstLength = 3;

    private static readonly (int X, int Y)[] s_body = new (int, int)[MaximumLength];
    private static int s_head;
    private static (int X, int Y) s_direction = (1, 0);
    private static (int X, int Y) s_food;
    private static uint s_random = 2463534242;
    private static bool s_isOver;

    public static int Length { get; private set; } = FirstLength;

    public static void Begin(Board board)
    {
        for (int i = 0; i < Length; i++)
        {
            s_body[i] = (i + 1, board.Rows / 2);
            board.Draw(s_body[i], Cell.Snake);
        }

        s_head = Length - 1;
        PlaceFood(board);
    }

    /// <summary>Scan codes 1 to 4 are up, down, right and left (UEFI 2.10, 12.1.2); no turn leads back.</summary>
    public static void Steer(ushort scanCode)
    {
        (int X, int Y) turn = scanCode switch
        {
            1 => (0, -1),
            2 => (0, 1),
            3 => (1, 0),
            4 => (-1, 0),
            _ => (0, 0),
        };
        s_isOver |= turn == (0, 0);
        if (turn.X != -s_direction.X || turn.Y != -s_direction.Y)
        {
            s_direction = turn;
        }
    }

    /// <returns>False when the game is over.</returns>
    public static bool Step(Board board)
    {
        (int x, int y) = s_body[s_head];
        (int X, int Y) next = (x + s_direction.X, y + s_direction.Y);
        if (s_isOver || !board.Contains(next) || IsBody(next))
        {
            return false;
        }

        if (next == s_food && Length < MaximumLength)
        {
            Length++;
            PlaceFood(board);
        }
        else
        {
            board.Draw(s_body[IndexOf(Length - 1)], Cell.Empty);
        }

        s_head = (s_head + 1) % MaximumLength;
        s_body[s_head] = next;
        board.Draw(next, Cell.Snake);
        return true;
    }

    /// <param name="back">Places behind the head.</param>
    private static int IndexOf(int back) => (s_head - back + MaximumLength) % MaximumLength;

    private static bool IsBody((int X, int Y) place)
    {
        for (int i = 0; i < Length; i++)
        {
            if (s_body[IndexOf(i)] == place)
            {
                return true;
            }
        }

        return false;
    }

    private static void PlaceFood(Board board)
    {
        do
        {
            s_food = (Random(board.Columns), Random(board.Rows));
        } while (IsBody(s_food));
        board.Draw(s_food, Cell.Food);
    }

    /// <summary>Xorshift (G. Marsaglia, 2003): the same game each time.</summary>
    private static int Random(int limit)
    {
        s_random ^= s_random << 13;
        s_random ^= s_random >> 17;
        s_random ^= s_random << 5;
        return (int)(s_random % (uint)limit);
    }
}
