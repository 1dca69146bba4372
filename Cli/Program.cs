Console.WriteLine("gexia");
